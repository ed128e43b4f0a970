/**
 * Settings of npm that change nothing about what is installed, where it comes from, or what runs: display, and what `npm init`, `npm version`
 * and `npm install --save` write into files that are reviewed themselves (npm docs, "config"). Every other key counts, known or not.
 */
const harmless: ReadonlySet<string> = new Set([
  'fund', 'color', 'progress', 'loglevel', 'heading', 'unicode', 'timing', 'update-notifier', 'message', 'sign-git-commit', 'sign-git-tag', 'tag-version-prefix',
  'save-exact', 'save-prefix', 'init-author-name', 'init-author-email', 'init-author-url', 'init-license', 'init-version', 'init-private', 'init-type',
]);

/**
 * The lines of an .npmrc that may matter to an install, in their order: a later one wins, and a section's head takes effect from all below it.
 * Lines are split, and comments told, as the `ini` package does that npm reads them with.
 */
function effective(text: string): readonly string[] {
  return text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => {
    const first = line[0];
    return first !== undefined && first !== ';' && first !== '#' && !harmless.has((line.split('=', 1)[0] ?? '').trim());
  });
}

/** Whether two .npmrc files say the same to an install. */
export function sameInstallSettings(before: string, after: string): boolean {
  const [old, now] = [effective(before), effective(after)];
  return old.length === now.length && old.every((line, index) => line === now[index]);
}
