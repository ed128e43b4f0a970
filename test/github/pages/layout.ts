import { iso } from '../objects/accounts.js';
import type { State } from '../state.js';
import { html, pathTo, trusted, type Html, type Part } from './html.js';
import type { Page } from './page.js';

/** Who looks at the pages, and on what. */
export interface Visit {
  readonly state: State;
  /** The person in whose name buttons are pressed. */
  readonly viewer: string;
}

/** Nothing but the stylesheet is loaded, nothing runs, nothing is sent elsewhere: whatever a text may hold. */
const headers = {
  'content-security-policy': 'default-src \'none\'; style-src \'self\'; form-action \'self\'; base-uri \'none\'; frame-ancestors \'none\'',
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
};

export const textPage = (status: number, type: string, body: string): Page => ({ status, type: `${type}; charset=utf-8`, body, headers });
export const seeOther = (location: string): Page => ({ status: 303, type: 'text/plain; charset=utf-8', body: '', headers: { ...headers, location } });

/** A whole page. */
export function page(visit: Visit, title: string, content: Part, status = 200): Page {
  const { markup } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/-/style.css"></head>
<body><div class="bar"><div><a class="brand" href="/">${icon('fork')} stand-in GitHub</a><nav><a href="/-/deliveries">Webhooks</a><span class="muted">seen as</span>${person(visit.viewer, true)}</nav></div></div>
<main>${content}</main></body></html>
`;
  return textPage(status, 'text/html', markup);
}

const shapes = {
  fork: '<path d="M5 3.2a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0Zm9.4 0a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0ZM9.7 13a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0ZM3.3 5v1.2A2.3 2.3 0 0 0 5.6 8.5h4.8a2.3 2.3 0 0 0 2.3-2.3V5M8 8.5v2.7" fill="none" stroke="currentColor" stroke-width="1.4"/>',
  good: '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m4.7 8.3 2.2 2.2 4.4-4.7" fill="none" stroke="var(--card)" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>',
  bad: '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="m5.5 5.5 5 5m0-5-5 5" stroke="var(--card)" stroke-width="1.7" stroke-linecap="round"/>',
  wait: '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><circle cx="8" cy="8" r="2.6" fill="currentColor"/>',
  neutral: '<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M5 8h6" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
  pull: '<circle cx="4" cy="3.5" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><circle cx="4" cy="12.5" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><circle cx="12" cy="12.5" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M4 5.2v5.6M12 10.8V6.5a2 2 0 0 0-2-2H7.5m2-2-2 2 2 2" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>',
  merged: '<circle cx="4" cy="3.5" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><circle cx="4" cy="12.5" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><circle cx="12" cy="8" r="1.7" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M4 5.2v5.6M4 5.5C5 7 7.5 8 10.3 8" fill="none" stroke="currentColor" stroke-width="1.4"/>',
  commit: '<circle cx="8" cy="8" r="2.8" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M1 8h4.2M10.8 8H15" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>',
  folder: '<path d="M1.5 3.5h4.3l1.5 1.8h7.2v7.2h-13z" fill="currentColor" opacity="0.75"/>',
  file: '<path d="M3.5 1.5h6l3 3v10h-9z M9.5 1.5v3h3" fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round"/>',
} as const;
export type IconName = keyof typeof shapes;

export const icon = (name: IconName, tone = ''): Html => trusted(`<svg class="icon${tone === '' ? '' : ` ${tone}`}" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`);

/** A login's mark: its first letter on a colour of its own. */
export function avatar(login: string, small = false): Html {
  let hue = 0;
  for (let at = 0; at < login.length; at += 1) hue = (hue + login.charCodeAt(at)) % 6;
  const app = login.endsWith('[bot]');
  return html`<span class="avatar${small && ' small'}${app ? ' app' : ` hue${hue}`}" aria-hidden="true">${String.fromCodePoint(login.codePointAt(0) ?? 0x3f)}</span>`;
}

/** A login with its mark; Apps are labelled. */
export function person(login: string, small = false): Html {
  const app = login.endsWith('[bot]');
  return html`${small && avatar(login, true)}<b>${app ? login.slice(0, -'[bot]'.length) : login}</b>${app && html` <span class="label">bot</span>`}`;
}

/** A moment as people say it, the exact time on hovering. */
export function when(state: State, ms: number): Html {
  const seconds = Math.max(0, Math.round((state.clock.now() - ms) / 1000));
  const said = seconds < 5 ? 'just now' : seconds < 90 ? `${seconds} seconds ago` : seconds < 5400 ? `${Math.round(seconds / 60)} minutes ago` : seconds < 129_600 ? `${Math.round(seconds / 3600)} hours ago` : `${Math.round(seconds / 86_400)} days ago`;
  return html`<time datetime="${iso(ms)}" title="${iso(ms)}">${said}</time>`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
export const short = (sha: string): string => sha.slice(0, 7);

/** The way down to a page: names with their paths, the last one where one is. */
export function crumbs(...steps: readonly (readonly [name: string, path?: string])[]): Html {
  return html`<div class="crumbs">${steps.map(([name, path], index) => html`${index > 0 && ' / '}${path === undefined ? html`<b>${name}</b>` : html`<a href="${path}">${name}</a>`}`)}</div>`;
}

export const repositoryPath = (repository: { readonly owner: string; readonly name: string }, ...more: (string | number)[]): string => pathTo(repository.owner, repository.name, ...more);
