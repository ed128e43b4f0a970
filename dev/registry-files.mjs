// Data out of packages of the npm registry and of advisory records, for the scripts that make lists from them. Packages are fetched as npm is set up, pinned
// to a digest, and read in memory: nothing of them is executed or unpacked.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';

/** Who was in use when, by downloads a month. */
export const countSources = {
  newer: { name: 'download-counts', version: '2.20260301.0', date: '2026-03-01', file: 'package/counts.json', integrity: 'sha512-WqcD98+fytHCwR+qP+dpEAg8zO34YTQC7B81oR4DIRQxN4TuiWu9r3zT052mm6tAi5MIGEb1q6CbXdBz2BuUhw==' },
  older: { name: 'download-counts', version: '2.20251201.0', date: '2025-12-01', file: 'package/counts.json', integrity: 'sha512-RI2Bg70JewfHdF8VbQ563883p/QdwYQ0IT5EaMRC1V3Vqt6z/4lmiG+DDYXagvyXcGwMJfKmh2SHcuYAEDLEWg==' },
  oldest: { name: 'download-counts', version: '1.81.1', date: '2017-10-01', file: 'package/index.json', integrity: 'sha512-7gEbecaTI8J5w7lRoQ9bUCXMGkYSQfjvPGjTy9RCF9FC2Ylpp7X02PtxqUcfbhqjC1FIYielfsNVX5JyoL1S1A==' },
};

/** The texts of some files of a package's tarball. Throws where the tarball has another digest, or lacks one of them. */
export async function filesOf({ name, version, integrity }, wanted) {
  const folder = mkdtempSync(path.join(tmpdir(), 'names-'));
  try {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--json', '--pack-destination', folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm pack ${name}@${version}: ${stderr}`);
    const bytes = readFileSync(path.join(folder, JSON.parse(stdout)[0].filename));
    const digest = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (digest !== integrity) throw new Error(`${name}@${version} is ${digest}`);
    const texts = [];
    const parser = new Parser({ filter: (entry) => wanted.includes(entry), onReadEntry: (entry) => texts.push(entry.concat().then((text) => [entry.path, text.toString('utf8')])) });
    await new Promise((resolve, reject) => { parser.on('end', resolve); parser.on('error', reject); parser.end(bytes); });
    const found = new Map(await Promise.all(texts));
    for (const file of wanted) if (!found.has(file)) throw new Error(`${name}@${version} has no ${file}`);
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The records of malicious npm packages in a folder, by name: the id of the first that is not withdrawn. */
export function namesInAdvisories(folder) {
  if (!folder) throw new Error('which folder of advisories?');
  const plain = path.join(folder, 'npm.ndjson');
  const text = existsSync(plain) ? readFileSync(plain, 'utf8') : gunzipSync(readFileSync(`${plain}.gz`)).toString('utf8');
  const found = new Map();
  for (const line of text.split('\n')) {
    if (!/^\{.{0,200}"id": ?"(?:MAL|LWA)-/.test(line)) continue;
    const { id, withdrawn, affected = [] } = JSON.parse(line);
    if (withdrawn) continue;
    for (const { package: of } of affected) if (of?.ecosystem === 'npm' && !found.has(of.name)) found.set(of.name, id);
  }
  return found;
}
