// In a frame: calls come from the page, with a port for the answer.
'use strict';
addEventListener('message', async (event) => event.ports[0].postMessage(await perform(event.data)));
