import { predictorTitle, shownPredictor } from '@stillhouse/web/prediction/predictor-title.ts';
import { expect, test } from 'vitest';

test('what a teacher’s own run predicts is the teacher’s, never the student’s', () => {
  expect(predictorTitle('STUDENT', 'TEACHER')).toBe('Teacher');
  expect(shownPredictor('STUDENT', 'TEACHER')).toBe('TEACHER');
  expect(predictorTitle('STUDENT', 'STUDENT')).toBe('Student');
  expect(predictorTitle('TEACHER', 'STUDENT')).toBe('Teacher');
});

test('the model of an external run is not called a student', () => {
  expect(predictorTitle('STUDENT', 'EXTERNAL')).toBe('Model');
  expect(predictorTitle('FUSED', 'EXTERNAL')).toBe('Fused');
});
