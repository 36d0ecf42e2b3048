/* No EFI image: a console program's headers around one instruction. */
int start(void)
{
    return 0;
}
