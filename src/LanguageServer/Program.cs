// The server speaks to editors over standard input and output; until it does, it says so instead of keeping an editor waiting.
Console.Error.WriteLine("nn-language-server: no editor services in this version");
return 1;
