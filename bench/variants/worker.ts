import { judged, type Ask } from './work.js';

process.on('message', (ask: Ask) => {
  void (async () => {
    try {
      for await (const told of judged(ask)) process.send!({ told });
      process.send!({ done: true });
    } catch (error) {
      process.send!({ failed: `${ask.folder}/${ask.id} ${ask.from}: ${(error as Error).stack ?? String(error)}` });
    }
  })();
});
process.on('disconnect', () => { process.exit(0); });
process.send!({ ready: true });
