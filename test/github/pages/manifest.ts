import type { State } from '../state.js';
import { makeAccount, offerManifest } from '../world/accounts.js';
import type { Page, PageRequest } from './page.js';

/**
 * The form of the manifest flow, as if the person had pressed its button at once: takes `manifest`, and leads back to its `redirect_url` with a
 * code and the caller's `state`.
 */
export function offerManifestPage(state: State, request: PageRequest): Page | undefined {
  const organisation = /^\/(?:organizations\/([^/]+)\/)?settings\/apps\/new$/.exec(request.url.pathname);
  if (!organisation || request.method !== 'POST') return undefined;
  const owner = organisation[1] ?? 'app-maker';
  if (organisation[1] === undefined) makeAccount(state, owner, 'User');
  const refused = (body: string): Page => ({ status: 422, type: 'text/plain; charset=utf-8', body });
  if (!state.accounts.has(owner.toLowerCase())) return refused('No such organization');
  let manifest: Record<string, unknown>;
  try {
    manifest = JSON.parse(new URLSearchParams(request.body.toString('utf8')).get('manifest') ?? '') as Record<string, unknown>;
  } catch {
    return refused('Invalid manifest');
  }
  const { redirect_url: redirect, url } = manifest;
  if (typeof redirect !== 'string' || typeof url !== 'string') return refused('url and redirect_url are needed');
  const back = new URL(redirect);
  back.searchParams.set('code', offerManifest(state, owner, manifest));
  const given = request.url.searchParams.get('state');
  if (given !== null) back.searchParams.set('state', given);
  return { status: 302, type: 'text/plain; charset=utf-8', body: '', headers: { location: back.href } };
}
