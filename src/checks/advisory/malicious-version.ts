import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck } from '../check.js';
import { aboutChange } from '../draft.js';
import { hasVersion } from './pinned.js';
import { reachedBy } from './reached.js';

export const maliciousVersion = defineCheck({
  id: 'malicious-version',
  group: 'advisory',
  title: 'A changed package is a version that is known to be malicious',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after', 'before'], kinds: ['advisories'] }],
  gapMatters: hasVersion,
  messages: {
    malicious: {
      what: '{package} {version} is reported as malicious: {advisory}, {summary}.',
      why: 'Installing it runs the attacker\'s code on every machine that installs this branch. It is reached as {scope}. The report comes from {source}.',
      todo: 'Do not merge and do not install this branch. Go back to {before}; where it was installed, treat the credentials of that machine as stolen. If the report is wrong, a waiver with a reason lets it through.',
    },
  },
  run: (input, facts) => ({
    // A known-malicious version is told even when the base holds it too: somebody has just touched it and may not know.
    drafts: input.changes.filter(bringsIn).flatMap((change) =>
      (facts.get(subjectOf(change.after!), 'advisories').value ?? []).filter((match) => match.malware).map((match) => {
        const standing = change.before.length > 0 && change.before.every((one) => (facts.get(subjectOf(one), 'advisories').value ?? []).some((old) => old.malware && old.ids.some((id) => match.ids.includes(id))));
        const nearest = facts.remedy(change)?.nearest;
        return aboutChange(change, {
          message: 'malicious', severity: 'critical', confidence: 'high', level: 'default', change: standing ? 'standing' : 'added',
          data: { advisory: match.id, aliases: match.ids, summary: match.summary, source: match.source, ...reachedBy(change, facts), ...(nearest === undefined ? {} : { fixed: nearest }) },
          evidence: [{ kind: 'advisory', text: `${match.id}: ${match.summary}` }],
          fixes: [{ kind: 'remove', disposition: 'unsafe', text: change.after!.name }, ...(nearest === undefined ? [] : [{ kind: 'upgrade', disposition: 'unsafe', text: `${change.after!.name}@${nearest}` } as const])],
          identity: [match.id],
        });
      })),
    gaps: [],
  }),
});
