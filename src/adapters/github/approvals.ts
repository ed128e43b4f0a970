import { Failure } from '../../core/errors.js';
import { byCodePoint } from '../../core/order.js';
import type { Approvals } from '../../policy/approvals.js';
import { login } from '../../policy/waivers.js';
import type { HostTarget } from '../../ports/code-host.js';
import type { GitHub, RepositoryCaller } from './client.js';
import { peopleOf, pullNumber, type PusherOf } from './people.js';
import { pullShape, retargetsShape, reviewsShape, roleShape, type HostReview } from './shapes.js';

/** Pages of 100 reviews. Anybody who may read a public repository may add to them; beyond that no approval counts. */
const mostPages = 10;
/** Persons whose role is asked. Strangers may approve, too, so that whom GitHub calls members come first. */
const mostRoles = 10;
const members = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);
/** How GitHub writes the login of an App; no person's may hold brackets. */
const isApp = (pusher: string | undefined): boolean => pusher?.endsWith('[bot]') === true;

/**
 * A pull request shows another diff once it has another base branch: an approval from before was of something else. `edited` payloads tell of
 * it, too, but one may be lost.
 */
const retargetsQuery = `query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: $number) {
  timelineItems(last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) { nodes { ... on BaseRefChangedEvent { createdAt } ... on AutomaticBaseChangeSucceededEvent { createdAt } } }
} } }`;

const nobody: Approvals = { own: 'unknown', approved: [] };

/** The last word of each person: a comment takes none back, a dismissed approval is none. */
function lastWords(reviews: readonly HostReview[]): readonly HostReview[] {
  const words = new Map<number, HostReview>();
  const inOrder = reviews.toSorted((a, b) => byCodePoint(a.submitted_at ?? '', b.submitted_at ?? '') || a.id - b.id);
  for (const review of inOrder) if (review.user?.type === 'User' && review.state !== 'COMMENTED' && review.state !== 'PENDING') words.set(review.user.id, review);
  return [...words.values()];
}

async function mayWrite(caller: RepositoryCaller, { user }: HostReview): Promise<boolean> {
  try {
    const role = await caller.call('repository.role', { username: user!.login }, roleShape);
    // Another account may have taken the login meanwhile.
    return (role.permission === 'admin' || role.permission === 'write') && (role.user?.id ?? user!.id) === user!.id;
  } catch (error) {
    if (error instanceof Failure && error.code === 'HOST_NOT_FOUND') return false;
    throw error;
  }
}

/**
 * Who approved the head of a pull request, or of the one that a merge queue's entry adds, and who has a part in it. Counted are persons (no
 * Apps) who may write to the repository at this moment, whatever they were when they approved, and whose last word approves exactly this
 * head, given since the pull request has its base branch. Where an App pushed last, two of them or none.
 * @throws Failure HOST_*, where GitHub does not answer; what it answers otherwise is no approval.
 */
export async function approvalsOf(github: GitHub, target: HostTarget, pusherOf: PusherOf, signal?: AbortSignal): Promise<Approvals> {
  const number = pullNumber(target);
  if (!Number.isSafeInteger(number)) return nobody;
  const caller = github.forRepository(target.installation, target.repository, { signal });
  try {
    // A queue's own commits are GitHub's; what was approved, and by whom it was written, stands in the pull request.
    const headSha = target.kind === 'pull' ? target.headSha : (await caller.call('pull.read', { pull_number: number }, pullShape)).head.sha;
    const [pusher, own, reviews, retargets] = await Promise.all([
      pusherOf(number, headSha),
      peopleOf(github, { ...target, kind: 'pull', number, headSha }, pusherOf, signal),
      caller.list('pull.reviews', { pull_number: number }, { shape: reviewsShape, pick: (page) => page, maxPages: mostPages }),
      caller.graphql('pull.retargets', retargetsQuery, { owner: target.repository.owner, name: target.repository.name, number }, retargetsShape),
    ]);
    const [retarget] = retargets.repository.pullRequest.timelineItems.nodes;
    const since = retarget === undefined ? Number.NEGATIVE_INFINITY : Date.parse(retarget.createdAt);
    const parts = new Set(own === 'unknown' ? [] : own.map(login));
    const candidates = own === 'unknown' ? [] : lastWords(reviews).filter((review) => review.state === 'APPROVED' && review.commit_id === headSha && Date.parse(review.submitted_at ?? '') > since && !parts.has(login(review.user!.login)));
    const rank = ({ author_association: association }: HostReview): number => (members.has(association ?? '') ? 0 : 1);
    const asked = candidates.toSorted((a, b) => rank(a) - rank(b) || a.id - b.id).slice(0, mostRoles);
    const roles = await Promise.all(asked.map((review) => mayWrite(caller, review)));
    const approved = asked.filter((_review, index) => roles[index]).map((review) => review.user!.login).sort(byCodePoint);
    // A workflow pushes, and opens pull requests, in the name of an App and with any author in its commits. Of two persons one did not make it do so.
    return { own, approved: isApp(pusher) && approved.length < 2 ? [] : approved };
  } catch (error) {
    if (error instanceof Failure && ['HOST_NOT_FOUND', 'HOST_REJECTED', 'HOST_FORBIDDEN', 'HOST_MALFORMED', 'READ_BUDGET'].includes(error.code)) return nobody;
    throw error;
  }
}
