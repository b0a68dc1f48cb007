/** Rows of CSV (RFC 4180), ended by LF. Throws on a quotation mark where none belongs. */
export const readCsv = (source: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < source.length; ) {
    const quoted = /"((?:[^"]|"")*)"(?=[,\n])/y;
    const bare = /[^",\r\n]*(?=[,\n])/y;
    quoted.lastIndex = at;
    bare.lastIndex = at;
    const read = quoted.exec(source) ?? bare.exec(source);
    if (read === null) throw new Error(`no cell at ${at}: ${source.slice(at, at + 20)}`);
    row.push(read[1] === undefined ? read[0] : read[1].replaceAll('""', '"'));
    at += read[0].length;
    if (source[at] === '\n') {
      rows.push(row);
      row = [];
    }
    at++;
  }
  return rows;
};

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const unescaped = (text: string): string =>
  text.replaceAll(/&([^;&]*);/g, (whole, name: string) => {
    const char = NAMED[name];
    if (char === undefined) throw new Error(`unknown reference ${whole}`);
    return char;
  });

/**
 * Tags and texts of a page that is written as ours are: every attribute in double quotation marks, no comment, every `<` and `>` of a
 * text escaped. Throws on anything else, for a browser might read that another way.
 */
export const readMarkup = (source: string): { readonly tags: readonly Tag[]; readonly texts: readonly string[] } => {
  const tags: Tag[] = [];
  const texts: string[] = [];
  const part = /<!doctype html>|<style>[^<]*<\/style>|<(\/?[a-z][a-z0-9]*)((?: [a-zA-Z-]+="[^"<>]*")*)\/?>|([^<>]+)/y;
  for (let at = 0; at < source.length; at = part.lastIndex) {
    part.lastIndex = at;
    const read = part.exec(source);
    if (read === null) throw new Error(`neither tag nor text at ${at}: ${source.slice(at, at + 40)}`);
    const [, name, attributes = '', text] = read;
    if (text !== undefined) texts.push(unescaped(text));
    if (name === undefined) continue;
    const said = [...attributes.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
      key,
      unescaped(value),
    ]);
    tags.push({ name, attributes: Object.fromEntries(said) });
  }
  return { tags, texts };
};
