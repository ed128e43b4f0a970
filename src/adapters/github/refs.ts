import { Failure } from '../../core/errors.js';
import type { RepositoryCaller } from './client.js';
import { compareShape, pullShape, refShape, type HostPull } from './shapes.js';

/** A commit that is gone again is no test merge; every other failure is one of this review. */
export function absent(error: unknown): undefined {
  if (error instanceof Failure && (error.code === 'HOST_NOT_FOUND' || error.code === 'REVISION_UNKNOWN' || error.code === 'HOST_REJECTED')) return undefined;
  throw error;
}

/** A pull request by REST, which also makes GitHub begin its test merge. */
export const readPull = (caller: RepositoryCaller, number: number): Promise<HostPull> => caller.call('pull.read', { pull_number: number }, pullShape);

/** The commit at a branch's tip, by its full name: a tag of the same name must not stand in for it. */
export async function tipOf(caller: RepositoryCaller, branch: string): Promise<string> {
  const ref = `heads/${branch}`;
  try {
    const answer = await caller.call('repository.ref', { ref }, refShape);
    if (answer.ref !== `refs/${ref}`) throw new Failure('REVISION_UNKNOWN', { revision: ref });
    return answer.object.sha;
  } catch (error) {
    throw error instanceof Failure && error.code === 'HOST_NOT_FOUND' ? new Failure('REVISION_UNKNOWN', { revision: ref }, error) : error;
  }
}

/** The merge base. The second page of one commit each leaves out the list of files, which holds patches of up to 1 MB and is not needed. */
export async function compare(caller: RepositoryCaller, base: string, head: string): Promise<{ readonly base_commit: { readonly sha: string }; readonly merge_base_commit: { readonly sha: string } }> {
  try {
    return await caller.call('repository.compare', { basehead: `${base}...${head}`, per_page: 1, page: 2 }, compareShape);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'HOST_NOT_FOUND') throw error;
    throw new Failure(/no common ancestor/i.test(JSON.stringify(error.data['message'] ?? '')) ? 'NO_MERGE_BASE' : 'REVISION_UNKNOWN', { revision: `${base}...${head}` }, error);
  }
}
