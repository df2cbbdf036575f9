// What every page, frame and worker of the harness loads: it makes one call, and says what it saw.
'use strict';

const bodies = {
  none: () => undefined,
  text: () => 'text',
  params: () => new URLSearchParams({ a: 'b' }),
  form: () => { const form = new FormData(); form.append('a', 'b'); return form; },
  json: () => new Blob(['{}'], { type: 'application/json' }),
  bytes: () => new Uint8Array([1]),
};

async function byFetch(url, call) {
  const { method, headers, credentials, mode, redirect } = call;
  const response = await fetch(url, { method, headers, credentials, mode, redirect, body: bodies[call.body]() });
  return { kind: response.type, status: response.status, url: response.url, headers: [...response.headers] };
}

function byXhr(url, call) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(call.method, url);
    request.withCredentials = call.credentials === 'include';
    call.headers.forEach(([name, value]) => request.setRequestHeader(name, value));
    if (call.interface === 'xhr-upload') request.upload.onprogress = () => {};
    request.onerror = () => reject(new Error('the request failed'));
    request.onload = () => {
      const lines = request.getAllResponseHeaders().split('\r\n').filter((line) => line !== '');
      const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
      resolve({ status: request.status, url: request.responseURL, headers });
    };
    request.send(bodies[call.body]());
  });
}

function byElement(url, call) {
  return new Promise((resolve, reject) => {
    const isSheet = call.interface === 'stylesheet';
    const element = document.createElement(isSheet ? 'link' : 'script');
    if (isSheet) element.rel = 'stylesheet';
    if (call.interface === 'module') element.type = 'module';
    element.crossOrigin = call.credentials === 'include' ? 'use-credentials' : 'anonymous';
    element.onload = () => resolve({});
    element.onerror = () => reject(new Error('the element did not load'));
    element[isSheet ? 'href' : 'src'] = url;
    document.head.append(element);
  });
}

function byEventSource(url, call) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(url, { withCredentials: call.credentials === 'include' });
    source.onopen = () => { source.close(); resolve({}); };
    source.onerror = () => { source.close(); reject(new Error('the event source did not open')); };
  });
}

const interfaces = {
  fetch: byFetch,
  xhr: byXhr,
  'xhr-upload': byXhr,
  script: byElement,
  module: byElement,
  stylesheet: byElement,
  'event-source': byEventSource,
};

async function perform({ url, call }) {
  try {
    return { response: await interfaces[call.interface](url, call) };
  } catch (error) {
    return { error: String(error) };
  }
}
