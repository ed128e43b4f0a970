import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/coa-2021.js';

export const replica: Replica = {
  id: 'coa-2021',
  story: 'A postinstall script writes a completion file into the package\'s own folder.',
  name: 'coa',
  before,
  after: {
    version: '2.1.0',
    publishedAt: '2019-05-19T09:14:27.000Z',
    publisher: { name: 'qfox', email: 'qfox@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'Command-Option-Argument: parser for command line options',
      engines: { node: '>= 4.0' },
      scripts: { postinstall: 'node compile.js' },
      dependencies: { chalk: '^2.4.1', q: '^1.1.2' },
    },
    files: {
      ...before.files,
      'compile.js': `'use strict';

const { readFileSync, writeFileSync } = require('fs');
const { join } = require('path');

const PARTS = ['header', 'words', 'footer'];

// completion.sh is put together here because npm drops the mode of symbolic links
const text = PARTS.map(part => readFileSync(join(__dirname, 'completion', part + '.sh'), 'utf8')).join('\\n');

try {
    writeFileSync(join(__dirname, 'completion.sh'), text);
} catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
    console.warn('coa: no completion on a read-only file system');
}
`,
      'completion/header.sh': `###-begin-{{cmd}}-completion-###
`,
      'completion/words.sh': `_{{cmd}}_completion() {
  COMPREPLY=($(compgen -W "$({{cmd}} completion -- "\${COMP_WORDS[@]}")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
`,
      'completion/footer.sh': `complete -F _{{cmd}}_completion {{cmd}}
###-end-{{cmd}}-completion-###
`,
    },
  },
  must: 'warn',
};
