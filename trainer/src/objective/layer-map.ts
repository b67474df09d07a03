/**
 * Teacher layer that a student layer follows, evenly spread: round(l · N / n). 2, 4, 6, 8, 10 for layers 1 … 5 of 6 and a teacher of 12.
 *
 * @param layer of the student, from 0 (the embedding layer) to `student`
 */
export function spreadLayer(layer: number, student: number, teacher: number): number {
  return Math.round((layer * teacher) / student);
}

/** The same for the teacher's last layers: 7 … 11 for layers 1 … 5 of 6 and a teacher of 12. */
export function lastLayer(layer: number, student: number, teacher: number): number {
  return teacher - student + layer;
}

/** 1 … `last`. */
export function layersTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
