/** RFC 2397, of which loaders take these types as code. */
const address = /^data:(?:text|application)\/(?:javascript|ecmascript|x-javascript|node)?[^,]{0,200}?(;base64)?,/i;

/** The code that an address holds; none where it is another kind of address, or is not encoded as it says. */
export function ofAddress(text: string): readonly string[] {
  const head = address.exec(text);
  if (head === null) return [];
  const body = text.slice(head[0].length);
  if (head[1] !== undefined) return [Buffer.from(body, 'base64').toString('utf8')];
  try {
    return [decodeURIComponent(body)];
  } catch {
    return [body];
  }
}
