import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { agree, type Osv } from './naive.js';
import { indexOver } from './records.js';

// `npm run agree [-- FILE [COUNT [SEED]]]`: the matcher against the naive one on many questions, over the tests' sample or any file of npm records (NDJSON, also gzipped).
const [file = fileURLToPath(new URL('../data/advisories/npm.ndjson', import.meta.url)), count = '100000', seed = '1'] = process.argv.slice(2);
const bytes = readFileSync(file);
const records = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Osv);
const index = indexOver(records);
console.log(`${agree(index, records, Number(count), Number(seed))} hits in ${count} questions over ${records.length} records; both matchers agree`);
