import { filesOf, manifest } from './node-ipc-2022.js';
import type { Replica } from './replica.js';

const plea = String.raw`import { readFile, writeFile } from 'fs';
import os from 'os';

const homedir = os.homedir();
const OneDriveDesktops = [homedir + '/OneDrive/Desktop/example.invalid-folder/', homedir + '/OneDrive/example.invalid-folder/Desktop/'];
const Desktops = [homedir + '/Desktop/example.invalid-folder/'];
const fileName = 'WITH-LOVE-FROM-EXAMPLE.txt';
const read = './WITH-LOVE-FROM-EXAMPLE.txt';

const deliverAPeacefulMessage = (path, message) => {
  try {
    readFile(path + fileName, (err) => {
      if (!err) return;
      writeFile(path + fileName, message, (err) => {
        return;
      });
    });
  } catch (err) {
    return;
  }
};

readFile(read, 'utf8', (err, message) => {
  if (err) return;
  OneDriveDesktops.concat(Desktops).forEach((folder) => deliverAPeacefulMessage(folder, message));
});
`;

const owner = { name: 'owner', email: 'owner@ipc.example' };

/** From memory of the public advisory: a new dependency by the same publisher, hours old, imported by a line in the entry file. */
export const replica: Replica = {
  id: 'node-ipc-peacenotwar-2022',
  story: 'March 2022: 11.0.0 lost the overwriting file but gained the dependency peacenotwar, which writes a text on the desktop of whoever loads it.',
  name: 'node-ipc',
  before: { version: '10.1.3', manifest, files: filesOf(), publishedAt: '2022-03-08T13:20:00.000Z', publisher: owner },
  after: {
    version: '11.0.0', manifest: { ...manifest, dependencies: { ...manifest.dependencies, peacenotwar: '^9.1.3' } },
    files: { ...filesOf(), 'node-ipc.js': `import 'peacenotwar';\n${filesOf()['node-ipc.js']}`, 'node-ipc.cjs': `require('peacenotwar');\n${filesOf()['node-ipc.cjs']}` },
    publishedAt: '2022-03-08T18:46:00.000Z', publisher: owner,
  },
  brings: [{
    name: 'peacenotwar',
    versions: [{
      version: '9.1.3', publishedAt: '2022-03-08T18:40:00.000Z', publisher: owner,
      manifest: { description: 'a non-destructive example of why controlling your node modules is important', main: 'index.cjs', module: 'index.js', exports: { '.': { import: './index.js', require: './index.cjs' } }, type: 'module', license: 'MIT' },
      files: { 'index.js': plea, 'index.cjs': plea.replace("import { readFile, writeFile } from 'fs';\nimport os from 'os';", "const { readFile, writeFile } = require('fs');\nconst os = require('os');"), 'WITH-LOVE-FROM-EXAMPLE.txt': 'Love and peace.\n', 'README.md': '# peacenotwar\n\nPuts a text on the desktop.\n' },
    }],
  }],
  must: 'warn',
};
