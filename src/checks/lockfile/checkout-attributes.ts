import type { FileAttribute } from '../../core/attributes.js';
import { defineCheck, type Draft } from '../check.js';
import { aboutFile } from '../draft.js';

const shown = 3;

/** One finding a line of a `.gitattributes`, whatever number of files it covers. */
function* drafts(found: readonly FileAttribute[]): Generator<Draft> {
  const groups = new Map<string, FileAttribute[]>();
  for (const one of found) {
    if (one.change === 'standing') continue;
    const key = `${one.source}\0${one.line}\0${one.attribute}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const [{ attribute, effect, source, line }] = group as [FileAttribute];
    const paths = group.map((one) => one.path);
    const more = paths.length > shown ? ` and ${paths.length - shown} more` : '';
    yield aboutFile({ in: 'repository', path: source, side: 'head', line, endLine: line }, {
      message: effect, severity: effect === 'rewritten' ? 'high' : 'low', confidence: 'high', level: effect === 'rewritten' ? 'default' : 'folded', change: 'added',
      data: { attribute, path: paths.slice(0, shown).join(', '), more }, identity: [effect, attribute, ...paths],
    });
  }
}

export const checkoutAttributes = defineCheck({
  id: 'checkout-attributes',
  group: 'lockfile',
  title: 'Git attributes rewrite or hide a dependency file',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    'rewritten': {
      what: '{attribute} is new for {path}{more}: git checks it out with other bytes than those in the repository.',
      why: 'What an installer reads is then not what was reviewed, neither by this review nor by whoever reads the diff.',
      todo: 'Take the attribute back for files that say what is installed, or keep what it makes of them in the repository.',
    },
    'line-ends': {
      what: '{attribute} is new for {path}{more}: git checks it out with other line ends than those in the repository.',
      why: 'Installers read either line end; digests and scripts that compare the file may not.',
      todo: 'Nothing, where that is wanted on Windows.',
    },
    'hidden': {
      what: '{attribute} is new for {path}{more}: diffs leave out or fold how it changes.',
      why: 'A reviewer sees no lines of this file from now on, unless they look for them; this review reads them still.',
      todo: 'Keep it where the diff is noise to you. Otherwise take it back.',
    },
  },
  run: ({ attributes }) => ({
    drafts: [...drafts(attributes?.found ?? [])],
    gaps: (attributes?.holes ?? []).map(({ path, content, coverage }) => ({ subject: path, identity: [path, content], coverage })),
  }),
});
