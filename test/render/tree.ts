import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect } from '@jest/globals';
import { context } from './build.js';

interface Node { readonly type: string; readonly value?: string; readonly url?: string; readonly lang?: string | null; readonly checked?: boolean | null; readonly children?: readonly Node[] }

/** A body as GitHub-flavoured markdown, read by a parser that is not ours. */
export function treeOf(body: string): Node {
  return fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as unknown as Node;
}

export function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodes(child);
}

const ownHtml = /^(?:<!-- mergewarden:(?:summary|finding:[0-9a-f]{0,64}) -->|<\/?details>(?:\n<summary>[A-Za-z0-9 .,:-]*<\/summary>)?)$/;
/** What GitHub makes live in running text beside what the parser knows: mentions, references, commits, URLs, emoji, math, footnotes. */
const live = /@[A-Za-z0-9]|#\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:\/\/|\bwww\.|:[a-z0-9_+-]+:|\$|\[\^|[^\x20-\x7e\n→…]/i;

const inert = new Set(['root', 'paragraph', 'heading', 'strong', 'inlineCode', 'list', 'table', 'tableRow', 'tableCell']);

/**
 * Holds that a body has nothing in it but what we wrote: no link but to our own pages, no image, no HTML but our own, and nothing
 * in running text that GitHub would act on. `canary` stands in every foreign string.
 */
export function expectInert(body: string, canary: string): void {
  const faults: string[] = [];
  for (const node of nodes(treeOf(body))) {
    const value = node.value ?? '';
    switch (node.type) {
      case 'code': if (![null, undefined, 'yaml', 'suggestion'].includes(node.lang)) faults.push(`code in ${node.lang}`); break;
      case 'html': if (!ownHtml.test(value)) faults.push(`html ${value}`); break;
      case 'link': if (node.url !== context.detailsUrl && !node.url?.startsWith(`${context.docsBase}/`)) faults.push(`link ${node.url}`); break;
      case 'listItem': if (typeof node.checked === 'boolean') faults.push('task'); break;
      case 'text': if (value.includes(canary) || live.test(value)) faults.push(`text ${value}`); break;
      default: if (!inert.has(node.type)) faults.push(node.type);
    }
  }
  expect(faults).toEqual([]);
}
