import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('oracle/', import.meta.url));

/** A node of arborist's virtual tree. Edges: type, name, spec before overrides, location that answers. */
export interface OracleNode {
  readonly at: string;
  readonly name: string;
  readonly version: string;
  readonly link: boolean;
  readonly flags: readonly string[];
  readonly carrier?: string;
  readonly edges: readonly (readonly [type: string, name: string, spec: string, to: string | null])[];
}

/** A project as one version of npm locked it, and the tree that this version's arborist (11's for npm 6) makes of it. */
export interface Oracle {
  readonly version: string;
  readonly project: string;
  readonly files: { readonly [path: string]: string };
  readonly view: { readonly teller: string; readonly nodes: readonly OracleNode[] };
}

export const oracles: readonly Oracle[] = readdirSync(folder).sort().flatMap((version) => readdirSync(`${folder}${version}`).sort().map((file): Oracle => ({
  version, project: file.replace('.json.gz', ''), ...(JSON.parse(gunzipSync(readFileSync(`${folder}${version}/${file}`)).toString('utf8')) as Pick<Oracle, 'files' | 'view'>),
})));

export function oracle(version: string, project: string): Oracle {
  return oracles.find((one) => one.version === version && one.project === project)!;
}

export function manifestsOf(files: { readonly [path: string]: string }): Map<string, string> {
  return new Map(Object.entries(files).filter(([path]) => path.endsWith('package.json')));
}
