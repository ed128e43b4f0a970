// Exits 1 when package-lock.json lacks a platform package that one of its entries names: `npm install` drops such a package in
// silence and the next `npm ci` fails on it.
import { readFileSync } from 'node:fs';

const packages = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
let missing = 0;
for (const [location, entry] of packages) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (packages.some(([other]) => other.endsWith(`node_modules/${name}`))) continue;
    missing += 1;
    console.error(`missing ${name}, wanted by ${location || 'the project'}`);
  }
}
process.exitCode = missing > 0 ? 1 : 0;
