// Runs the Dockerfile's own COPY and RUN instructions as written, each stage in a scratch folder, where no container engine is at hand.
// It shows that the files they name exist, that the commands pass, and that the last stage starts: `mergewarden --version` from it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'mergewarden-image-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const stages = [];
let user = 'root';

/** Where a path of the image stands in the scratch folder of a stage. */
const inStage = (stage, at) => path.join(stage.folder, path.posix.resolve(stage.workdir, at));

for (const line of readFileSync('Dockerfile', 'utf8').split('\n')) {
  const [, word, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  const stage = stages.at(-1);
  switch (word) {
    case undefined: case 'EXPOSE': case 'HEALTHCHECK': case 'STOPSIGNAL': case 'ENV': break;
    case 'FROM': {
      if (!/^node:24\.\d+\.\d+-[\w-]+(@sha256:[0-9a-f]{64})?( AS \w+)?$/.test(rest)) throw new Error(`not an exact Node 24: ${rest}`);
      stages.push({ name: / AS (\w+)$/.exec(rest)?.[1], folder: path.join(scratch, String(stages.length)), workdir: '/' });
      break;
    }
    case 'WORKDIR': stage.workdir = rest; mkdirSync(inStage(stage, '.'), { recursive: true }); break;
    case 'COPY': {
      const words = rest.split(' ');
      const from = words[0].startsWith('--from=') ? stages.find((one) => one.name === words.shift().slice(7)) : undefined;
      const target = words.pop();
      for (const word of words) {
        const source = from ? path.join(from.folder, word) : word;
        if (!existsSync(source)) throw new Error(`COPY ${word}: no such file`);
        const to = inStage(stage, target.endsWith('/') ? path.posix.join(target, path.posix.basename(word)) : target);
        cpSync(source, to, { recursive: statSync(source).isDirectory(), verbatimSymlinks: true });
      }
      break;
    }
    case 'RUN': {
      console.log(`RUN ${rest}`);
      const { status } = spawnSync('sh', ['-c', rest], { cwd: inStage(stage, '.'), stdio: 'inherit' });
      if (status !== 0) process.exit(status ?? 1);
      break;
    }
    case 'USER': user = rest; break;
    case 'CMD': {
      const [program, ...words] = JSON.parse(rest);
      if (user === 'root' || /^\d+$/.test(user)) throw new Error('the image must run as a named user');
      const { status, stdout } = spawnSync(program, [words[0], '--version'], { cwd: inStage(stage, '.'), encoding: 'utf8' });
      if (status !== 0 || !/^\d+\.\d+\.\d+\n$/.test(stdout)) throw new Error('the built image does not start');
      console.log(`the image starts: mergewarden ${stdout.trim()}`);
      break;
    }
    default: throw new Error(`no rule for ${word}`);
  }
}
