import { Failure } from '../../core/errors.js';
import type { Blob, HostTarget } from '../../ports/code-host.js';
import type { GitHub, RepositoryCaller } from './client.js';
import { policyRepository, type OrganisationTold } from './head-read.js';
import { blobId } from './text-bytes.js';

/**
 * A file of `<owner>/.github` at its default branch: as the query told it, which sees a public repository; else with a token for that repository. Where
 * it is not among the installation's (no token is made for it) and the query was not answered, the review's own token reads it. Only "not found"
 * is absence; all else is an unreadable policy.
 */
export async function readOrganisationFile(
  github: GitHub, target: HostTarget, own: RepositoryCaller, path: string, maxBytes: number, telling: Promise<OrganisationTold | undefined>, signal: AbortSignal | undefined,
): Promise<Blob | undefined> {
  const where = { owner: target.repository.owner, repo: policyRepository, path };
  const read = async (caller: RepositoryCaller): Promise<Uint8Array | undefined> => {
    try {
      return await caller.raw('repository.file', where, maxBytes);
    } catch (error) {
      if (error instanceof Failure && error.code === 'HOST_NOT_FOUND') return undefined;
      if (error instanceof Failure && error.code === 'HOST_MALFORMED' && error.data['reason'] === 'too-large') throw new Failure('FILE_TOO_LARGE', { path, limit: maxBytes }, error);
      throw error;
    }
  };
  const named = github.forNamed(target.installation, target.repository.owner, policyRepository, { signal });
  const refused = named.ready().then(() => undefined, (error: unknown) => ({ error }));
  const told = await telling;
  if (told?.kind === 'absent') return undefined;
  if (told?.kind === 'file' && told.bytes.byteLength <= maxBytes) return { oid: blobId(told.bytes, target.headSha), bytes: told.bytes };
  const refusal = await refused;
  if (refusal !== undefined) {
    const { error } = refusal;
    if (!(error instanceof Failure) || error.code !== 'HOST_FORBIDDEN' || error.data['operation'] !== 'app.token') throw error;
    if (told?.kind === 'hidden') return undefined;
  }
  const bytes = await read(refusal === undefined ? named : own);
  return bytes && { oid: blobId(bytes, target.headSha), bytes };
}
