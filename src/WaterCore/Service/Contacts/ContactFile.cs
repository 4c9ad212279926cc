using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Something that came with a contact, such as a photo (附件). Its bytes are kept by their digest.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="Place">Its place among those of the contact, from 1.</param>
/// <param name="Name">What the sender called it.</param>
/// <param name="MediaType">What the sender says that it is.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Digest">The SHA-256 of the bytes, 64 small hexadecimal digits.</param>
public sealed record ContactFile(Id<Interaction> Contact, int Place, string Name, string MediaType, long Bytes, string Digest);

/// <summary>Where a conversation by text stands, so that "1" means what it was asked for.</summary>
/// <param name="Address">The key of the sender's address.</param>
/// <param name="Step">The step of the dialogue.</param>
/// <param name="Language">The language.</param>
/// <param name="Account">The account it is about, or null.</param>
/// <param name="Entered">What was entered, by name.</param>
/// <param name="At">When the last word was said.</param>
public sealed record TextTalk(string Address, string Step, Language Language, string? Account, IReadOnlyDictionary<string, string> Entered, Instant At);
