/** Joins a folder and a relative path and resolves `.` and `..`; undefined when the result leaves the repository. */
export function joinInside(directory: string, relative: string): string | undefined {
  const out: string[] = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') out.push(segment);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}
