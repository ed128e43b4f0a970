/** The one spelling of a Python package's name (PEP 503): in lower case, with one hyphen for each run of hyphens, underscores and dots. */
export function pypiName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
