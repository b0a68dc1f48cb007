import { describe, expect, test } from 'vitest';
import {
  ALL_CATEGORIES,
  ALL_CHANNELS,
  ALL_PURPOSES,
  BASIS_KINDS,
  CATEGORIES,
  CHANNELS,
  COMMERCIAL_PURPOSES,
  categoriesIn,
  categoryBit,
  categoryMask,
  channelBit,
  channelMask,
  channelsIn,
  LINE_CLASSES,
  PURPOSES,
  purposeBit,
  purposeMask,
  purposesIn,
  ROLES,
} from './words.ts';

describe('word lists', () => {
  // Their order is storage format: masks in stores, snapshots and journals are made of it.
  test('stand in the order in which they were stored', () => {
    expect(CHANNELS.join()).toBe('voice,sms,flash');
    expect(PURPOSES.join()).toBe(
      'marketing,service,care,verification,collection,survey,recruitment,public-interest,personal',
    );
    expect(CATEGORIES.join()).toBe(
      'loan,insurance,securities,real-estate,education,healthcare,retail,travel,telecom,recruitment,collection,other',
    );
  });

  test.each([CHANNELS, PURPOSES, CATEGORIES, BASIS_KINDS, LINE_CLASSES, ROLES])(
    '%s, … holds no word twice',
    (...words) => {
      expect(new Set(words).size).toBe(words.length);
    },
  );

  test('commercial purposes are purposes', () => {
    for (const purpose of COMMERCIAL_PURPOSES) expect(PURPOSES).toContain(purpose);
  });
});

describe('masks', () => {
  test('have one bit a word, in order', () => {
    expect(CHANNELS.map(channelBit)).toEqual([1, 2, 4]);
    expect(PURPOSES.map(purposeBit)).toEqual(PURPOSES.map((_, i) => 2 ** i));
    expect(CATEGORIES.map(categoryBit)).toEqual(CATEGORIES.map((_, i) => 2 ** i));
  });

  test('of all words are all', () => {
    expect(channelMask(CHANNELS)).toBe(ALL_CHANNELS);
    expect(purposeMask(PURPOSES)).toBe(ALL_PURPOSES);
    expect(categoryMask(CATEGORIES)).toBe(ALL_CATEGORIES);
  });

  test('of no words are nothing, and words twice count once', () => {
    expect([channelMask([]), purposeMask([]), categoryMask([])]).toEqual([0, 0, 0]);
    expect(categoryMask(['loan', 'loan'])).toBe(categoryBit('loan'));
  });

  test('read back every set of words', () => {
    for (let mask = 0; mask <= ALL_CHANNELS; mask++) expect(channelMask(channelsIn(mask))).toBe(mask);
    for (let mask = 0; mask <= ALL_PURPOSES; mask++) expect(purposeMask(purposesIn(mask))).toBe(mask);
    for (let mask = 0; mask <= ALL_CATEGORIES; mask++) expect(categoryMask(categoriesIn(mask))).toBe(mask);
  });
});
