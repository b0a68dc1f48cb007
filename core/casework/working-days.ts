import { success } from '@wurao/domain';
import { type ChinaDay, type Counted, unknownYear, type WorkingCalendar, yearOf } from './calendar.ts';

/** Fails with the year where the calendar does not have it. */
export const isWorkingDay = (day: ChinaDay, calendar: WorkingCalendar): Counted<boolean> => {
  const year = yearOf(day);
  const isKnown = year >= calendar.firstYear && year <= calendar.lastYear;
  return isKnown ? success(calendar.isWorking(day)) : unknownYear(year, calendar);
};

/** The working days after `after` up to and including `to`; 0 where `to` is not later. */
export const workingDaysBetween = (after: ChinaDay, to: ChinaDay, calendar: WorkingCalendar): Counted<number> => {
  let count = 0;
  for (let day = after + 1; day <= to; day += 1) {
    const working = isWorkingDay(day, calendar);
    if (!working.ok) return working;
    if (working.value) count += 1;
  }
  return success(count);
};
