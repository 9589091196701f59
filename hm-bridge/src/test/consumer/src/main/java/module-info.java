/** A program that uses nnrdoq by its modules' names. */
module consumer {
  requires org.nnrdoq.bridge;
}
