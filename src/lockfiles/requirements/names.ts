const named = /^(?:.*requirements.*|constraints.*|.*constraints)\.(?:txt|in)$/i;
const beside = /^(?:req(?:s|uires)?|deps|dependencies|pip|constraint|base|common|core|dev|development|tests?|testing|prod|production|lint|docs?|ci|build|local|staging|install|pins?|lock)(?:[-_.][\w.-]{0,40})?\.(?:txt|in|pip)$/i;

export function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: slash === -1 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/** Whether a path is by its name a file of requirements or constraints, or of what those are compiled from. */
export function isRequirements(path: string): boolean {
  const { directory, name } = split(path);
  if (name.length > 255 || `/${directory}/`.includes('/node_modules/')) return false;
  return named.test(name) || (/(?:^|\/)requirements$/i.test(directory) && /\.(?:txt|in)$/i.test(name));
}

/** Whether a name is one that requirements files include from, and that says nothing by itself. */
export function isIncludable(name: string): boolean {
  return name.length <= 255 && beside.test(name);
}

/** What a file asks for, and nobody has resolved: what it is compiled into stands in another file. */
export function isSource(path: string): boolean {
  return /\.in$/i.test(path);
}

/** Whether a file constrains versions of what others ask for. */
export function isConstraints(path: string): boolean {
  return /constraints[^/]*$/i.test(path);
}
