import { subjectText } from '../run.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck } from '../check.js';
import { aboutChange } from '../draft.js';

export const substitution = defineCheck({
  id: 'substitution',
  group: 'lockfile',
  title: 'A name that code imports now stands for another package',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    substituted: {
      what: 'What code imports as {alias} was {old} and is now {new}.',
      why: 'An alias or an override now points to another package. Nothing that imports it changes, so nobody who reads the code sees it.',
      todo: 'Make sure that the exchange is meant. If it is, waive this finding for this version.',
    },
  },
  run: (input) => ({
    drafts: input.changes.filter((change) => bringsIn(change) && change.substituted !== undefined).map((change) => {
      const old = subjectText(change.substituted!.origin);
      return aboutChange(change, {
        message: 'substituted', severity: 'high', confidence: 'high', level: 'default', change: 'added',
        data: { alias: change.after!.alias ?? change.substituted!.alias ?? change.after!.name, old, new: subjectText(change.after!.origin) },
        identity: ['substituted', change.substituted!.name],
      });
    }),
    gaps: [],
  }),
});
