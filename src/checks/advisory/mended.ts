import type { DependencyChange } from '../../core/change.js';
import type { Fix, MessageData } from '../../core/finding.js';
import type { RepositoryLocation } from '../../core/location.js';
import type { Holder, ManifestEdit, Remedy, Way } from '../../core/remedy.js';
import { fromRoot, overrideWith, relockWith, updateWith } from '../lockfile/relock.js';

/** What is said of how a change is mended: the message's id, its data, the fixes, and the place where one line mends it. */
export interface Mended {
  readonly message: 'vulnerable' | 'unfixed' | 'unsure' | 'partly' | 'update' | 'entry' | 'edit' | 'parent' | 'parentEntry' | 'parentEdit' | 'held' | 'rule';
  readonly data: MessageData;
  readonly fixes: readonly Fix[];
  readonly at?: RepositoryLocation;
}

/** `a@1.0.0 asks for b ~1.2.0`, the package's own dependent first. */
const holding = (held: readonly Holder[]): readonly string[] => held.map((one) => `${one.name}@${one.version} asks for ${one.of} ${one.asks}`);

/**
 * How a change is mended.
 * @param named the version that the advisory names as its end, '' where it names none: it counts where the registry's versions are not known.
 */
export function mendedBy(change: DependencyChange, remedy: Remedy | undefined, named: string): Mended {
  const name = change.after?.name ?? '';
  if (!remedy?.nearest) {
    // That there is none is known only where all later versions were looked at.
    if (named === '') return { message: remedy?.whole === true ? 'unfixed' : 'unsure', data: { fixed: '' }, fixes: [] };
    const other = remedy?.whole === true && remedy.ends.includes(named);
    return { message: other ? 'partly' : 'vulnerable', data: { fixed: named }, fixes: [{ kind: 'upgrade', disposition: 'unsafe', text: `${name}@${named}` }] };
  }
  const { nearest, way } = remedy;
  const upgrade: Fix = { kind: 'upgrade', disposition: 'unsafe', text: `${name}@${nearest}` };
  return way ? byWay(change, remedy, way, { data: { fixed: nearest, held: holding([...way.held, ...way.also ?? []]), ...frees(way) }, upgrade }) : { message: 'vulnerable', data: { fixed: nearest }, fixes: [upgrade] };
}

/** The last holder that has to move, and where to: that is what the command or the manifest names. */
function frees({ held }: Way): MessageData {
  const last = held.at(-1);
  return last ? { parent: last.name, frees: last.frees ?? '' } : {};
}

function byWay(change: DependencyChange, { nearest, tool }: Remedy, way: Way, { data, upgrade }: { readonly data: MessageData; readonly upgrade: Fix }): Mended {
  const { root } = change;
  const { lockfile } = root;
  const direct = way.held.length === 0;
  switch (way.kind) {
    case 'update': {
      // What the manifest has already only needs the lockfile.
      const command = updateWith(tool, way.names) ?? (way.made ? relockWith(tool) : undefined);
      if (command !== undefined) return { message: direct ? 'update' : 'parent', data: { ...data, command: fromRoot(root, command) }, fixes: [{ kind: 'command', disposition: 'unsafe', text: fromRoot(root, command) }, upgrade] };
      if (tool.format === 'yarn') return { message: direct ? 'entry' : 'parentEntry', data: { ...data, names: way.names, lockfile, command: fromRoot(root, relockWith(tool)) }, fixes: [upgrade] };
      return { message: 'rule', ...forced(change, nearest!, tool, data) };
    }
    case 'edit': {
      // One command for all: whatever below the edited dependency still fits would stay as it is.
      const command = fromRoot(root, (direct ? undefined : updateWith(tool, way.names)) ?? relockWith(tool));
      return {
        message: direct ? 'edit' : 'parentEdit', data: { ...data, manifest: way.edit.manifest, direct: way.edit.name, asked: way.edit.asked, range: way.edit.range, command },
        fixes: [editFix(way.edit, command)], ...(way.edit.line ? { at: { in: 'repository', path: way.edit.manifest, side: 'head', line: way.edit.line.number, endLine: way.edit.line.number } } : {}),
      };
    }
    case 'held': return { message: 'held', ...forced(change, nearest!, tool, data) };
  }
}

function forced(change: DependencyChange, nearest: string, tool: Remedy['tool'], data: MessageData): Pick<Mended, 'data' | 'fixes'> {
  const name = change.after?.name ?? '';
  const { file, rule } = overrideWith(tool, name, nearest);
  // npm 11 leaves what is locked below workspaces as it is, whatever a new override says, unless it is told to update it.
  const command = fromRoot(change.root, (tool.format === 'npm' ? updateWith(tool, [name]) : undefined) ?? relockWith(tool));
  return { data: { ...data, file, rule, command }, fixes: [{ kind: 'edit', disposition: 'unsafe', text: rule, then: command }] };
}

function editFix({ name, range, line }: ManifestEdit, then: string): Fix {
  return line ? { kind: 'suggestion', disposition: 'unsafe', text: line.text, then } : { kind: 'edit', disposition: 'unsafe', text: `"${name}": "${range}"`, then };
}
