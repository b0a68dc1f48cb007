import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a process and of those it started. */
const TICKS_PER_SECOND = 100;
/** In /proc/PID/stat after the name in brackets: parent, and user and system time. */
const [PARENT, USER, SYSTEM] = [1, 11, 12];

const fieldsOf = (pid: string | number): readonly string[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    // Gone meanwhile.
    return [];
  }
};

const familyOf = (pid: number): readonly number[] => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => Number(fieldsOf(name)[PARENT]) === pid)
    .map(Number);
  return [pid, ...children.flatMap(familyOf)];
};

/** Processor seconds that it and its children used so far. */
export const cpuSecondsOf = (pid: number): number =>
  familyOf(pid)
    .map(fieldsOf)
    .reduce((sum, fields) => sum + Number(fields[USER] ?? 0) + Number(fields[SYSTEM] ?? 0), 0) / TICKS_PER_SECOND;

/** Megabytes of its own memory. */
export const residentMbOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? Number.NaN) / 1024;
