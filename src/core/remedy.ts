import type { DependencyField } from './lockfile.js';

/** A package that keeps a better version of another out, by the range it asks for. */
export interface Holder {
  readonly name: string;
  readonly version: string;
  /** The package that it asks for, and how. */
  readonly of: string;
  readonly asks: string;
  /** Its nearest later version that asks for it otherwise; left out where none is published. */
  readonly frees?: string;
}

/** A dependency that a manifest has to ask for in another way. */
export interface ManifestEdit {
  readonly manifest: string;
  readonly field: DependencyField;
  readonly name: string;
  readonly asked: string;
  readonly range: string;
  /** The whole line as it would be, where one line is all that changes and the diff shows it; from 1, of the head side. */
  readonly line?: { readonly number: number; readonly text: string };
}

/**
 * How a better version comes in. `held` lists what keeps it out, the package's own dependent first; `also` what keeps it out beside, and has to move as well.
 * `made` are edits of this kind that a manifest has already and the lockfile, by its own copy of what was asked for, does not follow yet.
 * - `update`: all ranges allow it, so the lockfile alone changes; `names` are to be resolved anew.
 * - `edit`: a manifest asks for something else; `names` as before.
 * - `held`: no published version of the last holder lets it in.
 */
export type Way =
  { readonly held: readonly Holder[]; readonly also?: readonly Holder[]; readonly made?: readonly Pick<ManifestEdit, 'manifest' | 'field' | 'name'>[] }
  & ({ readonly kind: 'update'; readonly names: readonly string[] } | { readonly kind: 'edit'; readonly names: readonly string[]; readonly edit: ManifestEdit } | { readonly kind: 'held' });

/** What mends a version that something is known against. Advice: no outcome hangs on it. */
export interface Remedy {
  /** The lowest version above that is published, not deprecated, and that no advisory names; left out where there is none. */
  readonly nearest?: string;
  /** Of the versions that advisories name as their ends, those that the registry has. */
  readonly ends: readonly string[];
  /** False where versions were left out, so that a nearest one that is missing proves nothing. */
  readonly whole: boolean;
  /** Left out where it could not be found out. */
  readonly way?: Way;
  /** Whose lockfile it is: its format and the version of that, and whether it locks several manifests. */
  readonly tool: { readonly format: string; readonly version: string; readonly workspaces: boolean };
}
