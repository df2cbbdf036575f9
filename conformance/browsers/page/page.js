// The page's own part: it passes a call to where it is to be made.
'use strict';

// One after the other, a frame or worker of each kind and scenario, so that all calls of a scenario come from one.
let current = { name: undefined, port: undefined, end: () => {} };

const openers = {
  sandbox: () => frame('/frame', { sandbox: 'allow-scripts' }),
  data: () => frame(`data:text/html,${encodeURIComponent(frameText())}`, {}),
  blob: () => frame(URL.createObjectURL(new Blob([frameText()], { type: 'text/html' })), {}),
  worker: async () => {
    const worker = new Worker('/worker.js');
    return { post: (message, ports) => worker.postMessage(message, ports), end: () => worker.terminate() };
  },
};

function frameText() {
  return ['call.js', 'frame.js'].map((name) => `<script src="${location.origin}/${name}"></script>`).join('');
}

function frame(source, attributes) {
  return new Promise((resolve) => {
    const element = document.createElement('iframe');
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.onload = () => resolve({
      post: (message, ports) => element.contentWindow.postMessage(message, '*', ports),
      end: () => element.remove(),
    });
    element.src = source;
    document.body.append(element);
  });
}

async function performIn(context, scenario, message) {
  if (context === 'page') return perform(message);
  if (current.name !== scenario) {
    current.end();
    const opened = await openers[context]();
    current = { name: scenario, ...opened };
  }
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    current.post(message, [port2]);
  });
}
