import { defineCheck, type Draft } from '../check.js';
import { aboutFile } from '../draft.js';

const approval = 'An approval of exactly this head, on the pull request, lets it pass: by a person who may write to the repository and who neither opened the pull request, nor wrote, committed or last pushed any of it. Another push asks again.';
const approved = 'Nothing, if that approval was meant for this. Another push asks again.';

export const policyLoosened = defineCheck({
  id: 'policy-loosened',
  group: 'repository',
  title: 'The pull request asks for less than the policy in force, or waives something',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    loosened: {
      what: 'This pull request loosens the policy: `{key}` from {old} to {new}.',
      why: 'It takes effect for every later pull request once it is merged, so that no one person decides it alone. This one is still judged by the policy before it.',
      todo: approval,
    },
    'loosened-approved': {
      what: 'This pull request loosens the policy: `{key}` from {old} to {new}. Approved by {approvers}.',
      why: 'It takes effect for every later pull request once it is merged. This one is still judged by the policy before it.',
      todo: approved,
    },
    waived: {
      what: 'This pull request waives {finding} {package} until {until}: {reason}',
      why: 'A waiver in the policy file takes effect once it is merged, in the name of {by}, so that no one person decides it alone.',
      todo: approval,
    },
    'waived-approved': {
      what: 'This pull request waives {finding} {package} until {until}: {reason} Approved by {approvers}.',
      why: 'A waiver in the policy file takes effect once it is merged, in the name of {by}.',
      todo: approved,
    },
  },
  run: ({ policyReading: { head, path }, approvedBy = [] }) => {
    const at = (line: number) => ({ in: 'repository', path, side: 'head', line, endLine: line }) as const;
    const settled = approvedBy.length > 0;
    const seen = settled ? { approvedBy } : {};
    const by = settled ? { approvers: approvedBy } : {};
    const drafts: Draft[] = [
      ...(head?.loosenings ?? []).map((one) => aboutFile(at(one.line), {
        message: settled ? 'loosened-approved' : 'loosened', severity: 'high', confidence: 'high', level: 'default', change: 'worsened', ...seen,
        data: { key: one.key, old: one.before, new: one.after, ...by }, evidence: [{ kind: 'policy', text: `${one.key}: ${one.after}` }], identity: ['loosened', one.key, one.before, one.after],
      })),
      ...(head?.addedWaivers ?? []).map((one) => aboutFile(at(one.line), {
        message: settled ? 'waived-approved' : 'waived', severity: 'high', confidence: 'high', level: 'default', change: 'added', ...seen,
        data: { finding: one.fingerprint, package: one.package ?? '', until: one.until, reason: one.reason, by: one.by, ...by }, evidence: [{ kind: 'policy', text: one.reason }],
        identity: ['waived', one.fingerprint, one.package ?? '', one.version ?? '', one.integrity ?? '', one.by, one.until],
      })),
    ];
    return { drafts, gaps: [] };
  },
});
