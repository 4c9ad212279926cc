using System.Text;
using WaterCore.Host.Commands;

Console.OutputEncoding = new UTF8Encoding(false);
return await CommandLine.RunAsync(args).ConfigureAwait(false);
