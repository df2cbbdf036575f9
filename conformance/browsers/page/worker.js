// In a worker: the same.
'use strict';
importScripts('/call.js', '/frame.js');
