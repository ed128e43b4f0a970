import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServiceFigures, ServiceMessage, ServiceQuestion } from '../processes/service.js';

/** Starts a file of `processes` in a process of its own. */
function start(name: string, args: readonly string[], env: { readonly [name: string]: string } = {}): ChildProcess {
  const given = { PATH: process.env['PATH'], MERGEWARDEN_BENCH_TRACE: process.env['MERGEWARDEN_BENCH_TRACE'] };
  return fork(fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url)), [...args], { execArgv: ['--import', './dev/register.mjs'], env: { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), ...env } });
}
async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [answer] = await once(child, 'message') as [T];
  return answer;
}

/** A registry that serves every name, see `processes/registry`. */
export async function startEveryName(latencyMs: number): Promise<{ readonly url: string; served(): Promise<number>; stop(): void }> {
  const child = start('registry', [String(latencyMs)]);
  const { port } = await answerOf<{ readonly port: number }>(child);
  return {
    url: `http://127.0.0.1:${port}/`,
    async served() { child.send(''); return (await answerOf<{ readonly served: number }>(child)).served; },
    stop: () => { child.disconnect(); },
  };
}

export interface ServiceProcess {
  readonly port: number;
  tell(question: ServiceQuestion): void;
  figures(): Promise<ServiceFigures>;
  stop(): Promise<void>;
}

/** The service in a process of its own. */
export async function startServiceProcess(message: ServiceMessage, env: { readonly [name: string]: string } = {}): Promise<ServiceProcess> {
  const child = start('service', [], env);
  child.send(message);
  const { port } = await answerOf<{ readonly port: number }>(child);
  return {
    port,
    tell: (question) => { child.send(question); },
    async figures() { child.send({ ask: 'figures' } satisfies ServiceQuestion); return answerOf<ServiceFigures>(child); },
    async stop() {
      child.send({ ask: 'stop' } satisfies ServiceQuestion);
      await answerOf(child);
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
