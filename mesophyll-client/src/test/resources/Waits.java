/** A program that says that it runs, and then waits for input. */
class Waits {
    public static void main(String[] args) throws Exception {
        System.out.println("running");
        System.in.read();
    }
}
