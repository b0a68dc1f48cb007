/** A row with more characters than this is no row: a quote was not closed. */
const MAX_RECORD_CHARS = 256 * 1024;
const QUOTE = '"';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/**
 * Comma-separated values (RFC 4180) from text as it comes, in pieces of any length. Lines may end in CR LF or LF. A row that
 * cannot be read is handed on with its problem, and reading goes on at the next line.
 */
export class CsvReader {
  readonly #out: (record: CsvRecord) => void;
  #rest = '';
  #line = 1;
  #isFirst = true;

  constructor(out: (record: CsvRecord) => void) {
    this.#out = out;
  }

  push(text: string): void {
    const whole = this.#rest === '' ? text : this.#rest + text;
    this.#rest = whole.slice(this.#take(whole, false));
  }

  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') this.#take(`${rest}\n`, true);
  }

  /** Takes whole rows; answers how far it came. */
  #take(text: string, isEnd: boolean): number {
    let at = 0;
    if (this.#isFirst && text.charCodeAt(0) === 0xfeff) at = 1;
    // Looked for once: most files have few quotes or none.
    let quote = text.indexOf(QUOTE, at);
    for (;;) {
      const newline = text.indexOf('\n', at);
      if (newline < 0) return at;
      this.#isFirst = false;
      const end = newline > at && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
      if (quote >= 0 && quote < at) quote = text.indexOf(QUOTE, at);
      if (quote < 0 || quote >= end) {
        if (end > at) this.#out({ cells: text.slice(at, end).split(','), line: this.#line });
        this.#line++;
        at = newline + 1;
        continue;
      }
      const next = this.#takeQuoted(text, at, isEnd);
      if (next < 0) return at;
      at = next;
    }
  }

  /** One row with quotes; -1 = its end has not come yet. */
  #takeQuoted(text: string, start: number, isEnd: boolean): number {
    const cells: string[] = [];
    let at = start;
    for (;;) {
      const cell = text[at] === QUOTE ? readQuoted(text, at) : readPlain(text, at);
      if (cell === undefined) {
        if (!isEnd && text.length - start <= MAX_RECORD_CHARS) return -1;
        return this.#giveUp(text, start, 'a quote is not closed');
      }
      cells.push(cell.value);
      at = cell.end;
      if (text[at] === ',') at++;
      else if (text[at] === '\n' || text.startsWith('\r\n', at)) break;
      else if (at >= text.length && !isEnd) return -1;
      else return this.#giveUp(text, start, 'something stands after a closing quote');
    }
    this.#out({ cells, line: this.#line });
    const end = text[at] === '\r' ? at + 2 : at + 1;
    this.#countLines(text, start, end);
    return end;
  }

  #giveUp(text: string, start: number, problem: string): number {
    this.#out({ cells: [], line: this.#line, problem });
    this.#line++;
    const newline = text.indexOf('\n', start);
    return newline < 0 ? text.length : newline + 1;
  }

  #countLines(text: string, from: number, to: number): void {
    for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) this.#line++;
  }
}

interface Cell {
  readonly value: string;
  readonly end: number;
}

const readQuoted = (text: string, start: number): Cell | undefined => {
  for (let at = text.indexOf(QUOTE, start + 1); at >= 0; at = text.indexOf(QUOTE, at + 2)) {
    // Whether it closes, or is one of two that stand for one, is seen only with what follows.
    if (at + 1 >= text.length) return undefined;
    if (text[at + 1] !== QUOTE) return { value: text.slice(start + 1, at).replaceAll('""', QUOTE), end: at + 1 };
  }
  return undefined;
};

const readPlain = (text: string, start: number): Cell | undefined => {
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 44 || char === 10) {
      const end = char === 10 && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
      return { value: text.slice(start, Math.max(start, end)), end: Math.max(start, end) };
    }
  }
  return undefined;
};
