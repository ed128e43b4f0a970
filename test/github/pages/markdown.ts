import { micromark, type Options } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { escape, trusted, type Html } from './html.js';

type HtmlExtension = NonNullable<Options['htmlExtensions']>[number];

/** The HTML that GitHub lets through and that reviews use; comments are dropped, everything else is shown as text. */
const allowed = /(<details(?: open)?>|<\/details>|<summary>|<\/summary>|<!--[\s\S]*?-->)/;

/**
 * Lets folding through and nothing else. Closing tags without their opening one are dropped and open ones are closed at the end, so that a
 * text cannot reach what stands around it.
 */
function folding(): { readonly extension: HtmlExtension; readonly rest: () => string } {
  const open: string[] = [];
  const tag = (text: string): string => {
    if (text.startsWith('<!--')) return '';
    const name = /\w+/.exec(text)?.[0] ?? '';
    if (!text.startsWith('</')) {
      open.push(name);
      return text;
    }
    const at = open.lastIndexOf(name);
    return at === -1 ? '' : open.splice(at).reverse().map((one) => `</${one}>`).join('');
  };
  const safe = (text: string): string => text.split(allowed).map((piece, index) => (index % 2 === 1 ? tag(piece) : escape(piece))).join('');
  const extension: HtmlExtension = {
    enter: { htmlFlow() { this.lineEndingIfNeeded(); this.buffer(); }, htmlText() { this.buffer(); } },
    exit: {
      htmlFlow(token) { this.resume(); this.raw(safe(this.sliceSerialize(token))); },
      htmlText(token) { this.resume(); this.raw(safe(this.sliceSerialize(token))); },
      htmlFlowData() {}, htmlTextData() {},
    },
  };
  return { extension, rest: () => open.splice(0).reverse().map((name) => `</${name}>`).join('') };
}

/** GitHub-flavoured markdown as safe markup: no HTML but folding, no images, links only with harmless schemes. */
export function markdown(text: string): Html {
  const fold = folding();
  const options: Options = {
    // Without the construct an image is its link: nothing is ever loaded from elsewhere.
    extensions: [gfm(), { disable: { null: ['labelStartImage'] } }], htmlExtensions: [gfmHtml(), fold.extension],
  };
  const made = micromark(text, options);
  return trusted(`<div class="markdown">${made}${fold.rest()}</div>`);
}
