/** A text that has the shape of an address to which money can be sent. */
export interface WalletAddress {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

const none: readonly WalletAddress[] = [];
const shortest = 26;
const longest = 64;
const wordUnits = Uint8Array.from({ length: 128 }, (_, unit) => (/\w/.test(String.fromCharCode(unit)) ? 1 : 0));

/**
 * Addresses in a text: runs of letters and digits between other characters, of exactly the shapes that chains give theirs. Checksums are not
 * computed: a table for choosing the address that looks most alike is made for shape. One look for every 26 characters of text.
 */
export function walletAddressesIn(text: string): readonly WalletAddress[] {
  if (text.length < shortest) return none;
  const found: WalletAddress[] = [];
  let done = 0;
  for (let at = shortest - 1; at < text.length; at += shortest) {
    if (at < done || !isWordUnit(text.charCodeAt(at))) continue;
    let start = at;
    while (start > done && isWordUnit(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && isWordUnit(text.charCodeAt(end))) end += 1;
    done = end;
    if (end - start < shortest || end - start > longest) continue;
    const key = text.slice(start, end);
    // Between these a run is a piece of something longer: a hash of bcrypt, base64, a path.
    if (/[$./+=-]/.test((text[start - 1] ?? '') + (text[end] ?? '')) && !key.startsWith('0x')) continue;
    if (isWalletAddress(key)) found.push({ key, start, end });
  }
  return found;
}

function isWordUnit(unit: number): boolean {
  return unit < 128 && wordUnits[unit] === 1;
}

/**
 * Ethereum (EIP-55, 20 bytes in hex), Bitcoin and Litecoin (base58 with version byte; bech32, BIP-173), Bitcoin Cash (CashAddr), Tron (base58,
 * version 0x41), Solana (base58 of 32 bytes: 43 or 44 characters).
 */
export function isWalletAddress(text: string): boolean {
  if (text.startsWith('0x')) return /^0x[0-9a-fA-F]{40}$/.test(text) && !/^0x(.)\1{35}/.test(text);
  if (/^(?:bc1|ltc1)[02-9ac-hj-np-z]+$/.test(text)) return [42, 43, 44, 62, 63].includes(text.length) && /\d/.test(text.slice(4));
  if (/^[qp][02-9ac-hj-np-z]{41}$/.test(text)) return varied(text, 12) && /\d/.test(text);
  if (!/^[1-9A-HJ-NP-Za-km-z]+$/.test(text) || !/\d/.test(text.slice(1)) || !/[A-Z]/.test(text) || !/[a-z]/.test(text) || !varied(text, 14)) return false;
  if (text.length === 43 || text.length === 44) return !/[A-Za-z]{24}/.test(text);
  return /^[13LM].{25,33}$/.test(text) ? text.length >= 26 && text.length <= 34 && !/[A-Za-z]{24}/.test(text) : /^T.{33}$/.test(text) && !/[A-Za-z]{24}/.test(text);
}

function varied(text: string, least: number): boolean {
  return new Set(text).size >= least;
}
