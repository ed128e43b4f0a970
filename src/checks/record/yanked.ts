import { defineCheck, type Draft } from '../check.js';
import { aboutChange } from '../draft.js';
import { registered, type Registered } from './registered.js';

function drafts({ change, record, now }: Registered): Draft[] {
  if (now || Object.keys(record.versions).length === 0) return [];
  const version = change.after!.version;
  const removed = Object.hasOwn(record.removed, version);
  const standing = change.before.length > 0 && change.before.every((one) => one.version === version);
  return [aboutChange(change, {
    message: removed ? 'removed' : 'unlisted', severity: standing ? 'low' : 'high', confidence: removed ? 'high' : 'medium', level: standing ? 'folded' : 'default', change: standing ? 'standing' : 'added',
    data: removed ? { published: record.removed[version]! } : {}, identity: [version],
  })];
}

export const yanked = defineCheck({
  id: 'yanked',
  group: 'record',
  title: 'The registry does not list a version that the lockfile installs',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    removed: {
      what: '{package} {version} was published on {published} and is no longer in the registry.',
      why: 'Versions are taken down when they are malicious or broken. Caches and mirrors may go on handing them out.',
      todo: 'Lock a version that the registry has. Where this one was installed before, find out why it was taken down.',
    },
    unlisted: {
      what: 'The registry lists no version {version} of {package}.',
      why: 'What an install would take under that name and number is nothing that was ever published there.',
      todo: 'Remove the entry and run the install again.',
    },
  },
  run: (input, facts) => ({ drafts: registered(input, facts).flatMap(drafts), gaps: [] }),
});
