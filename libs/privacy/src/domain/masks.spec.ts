import { describe, expect, test } from '@jest/globals';
import { maskIdNumber, maskName, maskPhone } from './masks.js';

describe('maskName', () => {
  test.each([
    ['张三', '张*'],
    ['张三丰', '张**'],
    ['欧阳修', '欧阳*'],
    ['欧阳娜娜', '欧阳**'],
    ['欧阳', '欧*'],
    ['买买提·艾力', '买**'],
    ['John Smith', 'J**'],
    ['张', '*'],
    ['', ''],
    [' 李四 ', '李*'],
  ])('%s → %s', (name, masked) => expect(maskName(name)).toBe(masked));
});

describe('maskPhone', () => {
  test.each([
    ['13812345678', '138****5678'],
    ['138 1234 5678', '138****5678'],
    ['+86-138-1234-5678', '138****5678'],
    ['008613812345678', '138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['0792-8123456', '079****3456'],
    ['8123456', '*****56'],
    ['12345', '*****'],
    ['', ''],
  ])('%s → %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));
});

describe('maskIdNumber', () => {
  test.each([
    ['11010119900307021X', '1101***********21X'],
    ['11010119900307021x', '1101***********21X'],
    ['110101 19900307 0215', '1101***********215'],
    ['110101900307021', '1101********021'],
    ['E12345678', '*******78'],
    ['12345', '*****'],
  ])('%s → %s', (idNumber, masked) => expect(maskIdNumber(idNumber)).toBe(masked));
});
