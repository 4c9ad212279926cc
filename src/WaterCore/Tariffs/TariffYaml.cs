using WaterCore.Text;

namespace WaterCore.Tariffs;

/// <summary>What the YAML tree says in this room: its faults are tariff faults.</summary>
internal static class TariffYaml
{
    extension(YamlTree)
    {
        public static YamlTree Read(string text, string file) =>
            YamlTree.Read(text, "tariff", (line, field, problem, remedy) => YamlTree.Fault(file, line, field, problem.En, remedy.En));

        public static TariffFaultException Fault(string file, int line, string field, string problem, string remedy) =>
            new(new TariffFault(file, line, field, problem, remedy));
    }
}
