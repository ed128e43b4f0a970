import { brotliDecompressSync } from 'node:zlib';
import { limits } from '../../../core/limits.js';

const opening = 'brotliDecompressSync(Buffer.from("';
const closing = '","base64")';
/** Releases hold six such texts: two runtimes, a loader, and the patches of three packages. */
const most = 16;

/**
 * The texts that a release of Yarn carries packed, among them the code that it writes into files of Plug'n'Play. The release is never run: a text stands in
 * it as Brotli in base64. What cannot be unpacked, or is longer than a table may be, is left out.
 */
export function packedTexts(release: string): readonly string[] {
  const found: string[] = [];
  let from = release.indexOf(opening);
  for (let count = 0; from !== -1 && count < most; count += 1) {
    const start = from + opening.length;
    const end = release.indexOf(closing, start);
    if (end === -1) break;
    try {
      found.push(brotliDecompressSync(Buffer.from(release.slice(start, end), 'base64'), { maxOutputLength: limits.pnpBytes.value }).toString('utf8'));
    } catch {
      // Not packed so, or longer than anything that Yarn writes.
    }
    from = release.indexOf(opening, end);
  }
  return found;
}

const shebang = '#!/usr/bin/env node\n/* eslint-disable */\n';
const setUp = 'function $$SETUP_STATE(hydrateRuntimeState, basePath) {\n  return hydrateRuntimeState(JSON.parse(';
const setUpEnd = '), {basePath: basePath || __dirname});\n}\n\n';

/** What stands between the data and Yarn's own code (`generateInlinedScript`), in Yarn 4 and 3. The data is left out. */
const frames: readonly string[] = [
  `${shebang}// @ts-nocheck\n"use strict";\n\nconst RAW_RUNTIME_STATE =\n'\0';\n\n${setUp}RAW_RUNTIME_STATE${setUpEnd}`,
  `${shebang}"use strict";\n\nconst RAW_RUNTIME_STATE =\n'\0';\n\n${setUp}RAW_RUNTIME_STATE${setUpEnd}`,
  `${shebang}"use strict";\n\n${setUp}'\0'${setUpEnd}`,
];

/** Whether the code around the data is just what a release that carries these texts writes. */
export function isWrittenBy(around: string, texts: readonly string[]): boolean {
  return frames.some((frame) => around.startsWith(frame) && texts.includes(around.slice(frame.length)));
}

/** Whether a release that carries these texts would have written other code behind the data, whatever its settings put before it. */
export function isOtherCode(around: string, texts: readonly string[]): boolean {
  const runtimes = texts.filter((text) => text.includes('hydrateRuntimeState'));
  return runtimes.length > 0 && !runtimes.some((text) => around.endsWith(`}\n\n${text}`));
}
