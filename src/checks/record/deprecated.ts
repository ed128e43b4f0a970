import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { registered, type Registered } from './registered.js';

function drafts(one: Registered): Draft[] {
  const reason = one.now?.deprecated;
  if (reason === undefined) return [];
  // A package that was deprecated as a whole was so before as well.
  const standing = one.before.length > 0 && one.before.every((old) => old.deprecated !== undefined);
  const loud = one.direct && !standing;
  return [aboutChange(one.change, {
    message: 'deprecated', severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: standing ? 'standing' : 'added',
    data: { reason }, evidence: [{ kind: 'record', text: reason }], identity: ['deprecated'],
  })];
}

export const deprecated = defineCheck({
  id: 'deprecated',
  group: 'record',
  title: 'A changed package is deprecated by its maintainers',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    deprecated: {
      what: '{package} {version} is deprecated: {reason}',
      why: 'Its maintainers ask not to use it. Faults in it, those of security too, will hardly be mended.',
      todo: 'Take the version or the package that they name instead.',
    },
  },
  run: (input: ReviewInput, facts) => ({ drafts: registered(input, facts).flatMap(drafts), gaps: [] }),
});
