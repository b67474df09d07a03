import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { PipelineJob, RunTools } from '../pipeline-job.ts';
import type { PreparedData } from '../prepare-data.ts';
import type { StudentStage } from '../student/train-student.ts';
import type { FinishedTeacher } from '../teacher/run-teacher.ts';
import type { StageContext } from '../training-context.ts';

/** The student that is to be trained, apart from what it learns by. */
export type Pupil = Omit<StudentStage, 'objective' | 'teacher' | 'teacherOf'>;

/** How a student is taught. */
export interface Lesson {
  /** The run that it learns from: its teacher's, or that of a network that was trained for it. */
  teacher: string;
  /** Trains it. The caller disposes it. */
  train(pupil: Pupil, context: StageContext): Promise<TrainedEncoder>;
}

/** What a lesson is prepared from. */
export interface LessonSetting {
  job: PipelineJob;
  data: PreparedData;
  /** Whose knowledge base the student retrieves from, whoever taught it. */
  teacher: FinishedTeacher;
  /** The student's. */
  seed: number;
  tools: RunTools;
}
