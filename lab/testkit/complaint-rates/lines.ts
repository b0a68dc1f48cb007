import type { DayCount } from '@wurao/casework';

const DAYS_A_MONTH = 30;
const DAYS_A_WEEK = 7;
const WORKING_DAYS = 5;
/** A working day against a mean day, and a day of rest: five and two of them come to seven. */
const ON_WORKING_DAYS = 1.2;
const ON_DAYS_OF_REST = 0.5;

/** A line as the simulation knows it: how much it calls, and how many of its attempts end in a complaint on that day. */
export interface SimulatedLine {
  readonly attemptsAMonth: number;
  readonly rateOn: (day: number) => number;
}

/** Complaints among so many attempts, each independent of the others: from one to the next by the gap between them. */
const complaintsAmong = (attempts: number, rate: number, random: () => number): number => {
  const logMiss = Math.log1p(-rate);
  let complaints = 0;
  for (let at = 0; ; complaints++) {
    at += 1 + Math.floor(Math.log(1 - random()) / logMiss);
    if (at > attempts) return complaints;
  }
};

/** So many days of a line, with weeks and a traffic that varies by a fifth. */
export const daysOf = ({ attemptsAMonth, rateOn }: SimulatedLine, days: number, random: () => number): DayCount[] => {
  const firstWeekday = Math.floor(random() * DAYS_A_WEEK);
  return Array.from({ length: days }, (_, day) => {
    const isWorking = (day + firstWeekday) % DAYS_A_WEEK < WORKING_DAYS;
    const share = (isWorking ? ON_WORKING_DAYS : ON_DAYS_OF_REST) * (0.8 + 0.4 * random());
    const attempts = Math.floor((attemptsAMonth / DAYS_A_MONTH) * share + random());
    return { attempts, complaints: complaintsAmong(attempts, rateOn(day), random) };
  });
};
