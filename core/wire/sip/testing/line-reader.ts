// A second scanner, slow and plain, written apart from the first: it cuts text at its line ends.

export interface PlainMessage {
  readonly startLine: string;
  /** Names in lower case, values without white space around and each fold as one space. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const NAME = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** Each byte is one character. Undefined where there is no start line or no empty line after the headers. */
export function readLines(text: string): PlainMessage | undefined {
  const start = text.search(/[^\r\n]/);
  if (start < 0) return undefined;
  const lines: string[] = [];
  let at = start;
  for (;;) {
    const lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) return undefined;
    const line = text.slice(at, lineEnd).replace(/\r$/, '');
    at = lineEnd + 1;
    if (line === '') break;
    if (lines.length > 1 && /^[ \t]/.test(line)) lines.push(`${lines.pop()}\n${line}`);
    else lines.push(line);
  }
  const headers: (readonly [string, string])[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).replace(/[ \t]+$/, '');
    if (NAME.test(name)) headers.push([name.toLowerCase(), unfold(line.slice(colon + 1))]);
  }
  return { startLine: lines[0]!, headers, body: text.slice(at) };
}

const unfold = (value: string): string =>
  value.replace(/[ \t\r\n]*[\r\n][ \t\r\n]*/g, ' ').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
